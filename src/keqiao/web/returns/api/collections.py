"""Operations on collections.

Annotations are evaluated here (no ``from __future__``): the framework reads them.
"""

from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Path, Router, Status

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.registry.api.schemas import LARGEST_KEY
from keqiao.web.registry.models import Platform
from keqiao.web.returns.api.schemas import (
    CONFLICTS,
    REFUSALS,
    CollectionInFull,
    CollectionOut,
    FormsIn,
    LeftOut,
    NewCollection,
)
from keqiao.web.returns.models import Collection, Return
from keqiao.web.returns.services import collections as collection_services
from keqiao.web.returns.services import locking, review

collections = Router(tags=["collections"])
KeyInPath = Annotated[int, Path(ge=1, le=LARGEST_KEY)]
MOST = 200


@collections.get("/", response={200: list[CollectionOut], **REFUSALS}, operation_id="listCollections")
def many(request: SignedInRequest) -> Any:
    """The collections that the caller may see, the newest two hundred."""
    require(request.user, "returns.view")
    return Collection.objects.visible_to(request.user)[:MOST]


@collections.post("/", response={201: CollectionInFull, **CONFLICTS}, operation_id="prepareCollection")
def prepare(request: SignedInRequest, given: NewCollection) -> Any:
    """Prepare a collection; it is opened by an operation of its own."""
    fields = given.dict(exclude={"items", "platforms", "reminder_days"})
    collection = Collection(**fields)
    if given.reminder_days is not None:
        collection.reminder_days = given.reminder_days
    platforms = list(Platform.objects.current().filter(code__in=given.platforms))
    unknown = sorted(set(given.platforms) - {platform.code for platform in platforms})
    require(request.user, collection_services.RIGHT)
    if unknown:
        raise ValidationError({"platforms": _("There is no platform %(code)s.") % {"code": unknown[0]}})
    items = [collection_services.RequestedMeasure(**item.dict()) for item in given.items]
    stored = collection_services.prepare(request.user, collection, items, platforms)
    return Status(201, _in_full(stored))


@collections.get(
    "/{collection_id}", response={200: CollectionInFull, **REFUSALS}, operation_id="readCollection"
)
def read(request: SignedInRequest, collection_id: KeyInPath) -> Any:
    """A collection with what it asks for."""
    require(request.user, "returns.view")
    collection = Collection.objects.visible_to(request.user).filter(pk=collection_id).first()
    if collection is None:
        raise Http404
    return _in_full(collection)


@collections.post(
    "/{collection_id}/open", response={200: CollectionOut, **CONFLICTS}, operation_id="openCollection"
)
def open_forms(request: SignedInRequest, collection_id: KeyInPath) -> Any:
    """Open a collection: every chosen platform gets its form."""
    return collection_services.open_collection(request.user, collection_id)


@collections.post(
    "/{collection_id}/close", response={200: CollectionOut, **CONFLICTS}, operation_id="closeCollection"
)
def close(request: SignedInRequest, collection_id: KeyInPath) -> Any:
    """Close a collection: nobody fills in any more."""
    return collection_services.close_collection(request.user, collection_id)


@collections.post(
    "/{collection_id}/pass-clean", response={200: LeftOut, **CONFLICTS}, operation_id="passClean"
)
def pass_clean(request: SignedInRequest, collection_id: KeyInPath, given: FormsIn) -> Any:
    """Pass whole forms in which nothing was objected to or found; says why the others were left."""
    return {"left": review.pass_clean(request.user, _forms(request, collection_id, given))}


@collections.post(
    "/{collection_id}/lock", response={200: LeftOut, **CONFLICTS}, operation_id="lockCollection"
)
def lock_all(request: SignedInRequest, collection_id: KeyInPath, given: FormsIn) -> Any:
    """Lock the forms that passed both reviews; says why the others were left."""
    return {"left": locking.lock_all(request.user, _forms(request, collection_id, given))}


def _forms(request: SignedInRequest, collection_id: int, given: FormsIn) -> list[int]:
    """The keys of forms of the collection that the caller may see. Raises PermissionDenied, Http404 for another."""
    require(request.user, "returns.review")
    keys = set(given.forms)
    seen = Return.objects.visible_to(request.user).filter(collection=collection_id, pk__in=keys)
    pks = sorted(seen.values_list("pk", flat=True))
    if len(pks) != len(keys):
        raise Http404
    return pks


def _in_full(collection: Collection) -> dict[str, Any]:
    items = collection.items.select_related("measure", "definition")
    names = (
        "id",
        "title",
        "period",
        "state",
        "due_on",
        "edition",
        "form_number",
        "issuer",
        "ground",
        "valid_until",
        "instructions",
        "reminder_days",
    )
    return {name: getattr(collection, name) for name in names} | {
        "items": [
            {
                "code": item.measure.code,
                "name": str(item.measure),
                "unit": item.measure.unit,
                "required": item.required,
                "evidence_required": item.evidence_required,
                "derived": item.is_derived,
                "definition": item.definition.words,
                "hint": item.hint,
            }
            for item in items
        ]
    }
