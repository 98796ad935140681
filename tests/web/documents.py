"""Documents of parameters as tests put them into force: uploaded by one officer, accepted by another."""

from keqiao.web.accounts.models import User
from keqiao.web.accounts.roles import ensure_roles
from keqiao.web.audit.clock import today
from keqiao.web.rulebooks.services import ENACTMENT, add_version


def enacted(kind, *replacements, version="changed"):
    """Put the package's text of a kind, with ``(before, after)`` replaced, into force from today."""
    text = kind.package_text
    for before, after in replacements:
        assert before in text
        text = text.replace(before, after)
    first, second = (User.objects.get_or_create(username=f"rules_{name}")[0] for name in ("first", "second"))
    for person in (first, second):
        person.roles.add(ensure_roles()["bureau_officer"])
    made = add_version(first, kind, text=text, version=version, valid_from=today())
    proposal = ENACTMENT.propose(first, made, "valid", "经局长办公会审议通过")
    ENACTMENT.decide(second, proposal.pk, accepted=True)
    return made
