"""The columns of a register's sheet: one for each field, and for patents the platform that owns them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from keqiao.engine.figures import conversion, plain_unit, same_text, visible
from keqiao.web.registry.identifiers import CODES
from keqiao.web.registry.models import Organisation, PatentOwner
from keqiao.web.registry.quantities import unit_of_label
from keqiao.web.registry.registers import REGISTERS, Register
from keqiao.web.site.figures import YUAN

OWNER = "owner_platform"
"""The key of the column that says which platform owns a patent."""
BODY_CODE = "organisation_usci"
"""The key of the column that says the credit code of a firm's organisation, which may not be recorded yet."""
SYNONYMS = {
    "平台": (OWNER, "platform"),
    "平台名称": (OWNER, "platform"),
    "专利号": ("application_no",),
    "专利申请号": ("application_no",),
    "专利名称": ("title",),
    "授权日": ("granted_on",),
    "授权公告日": ("granted_on",),
    "发明名称": ("title",),
    "申请日期": ("filed_on",),
    "申请时间": ("filed_on",),
    "授权日期": ("granted_on",),
    "授权时间": ("granted_on",),
    "授权公告日期": ("granted_on",),
    "姓名": ("name",),
    "人员姓名": ("name",),
    "人员编号": ("code",),
    "工号": ("code",),
    "企业名称": ("name", "organisation", "firm"),
    "公司名称": ("name", "organisation", "firm"),
    "单位名称": ("name", "organisation"),
    "机构名称": ("name", "organisation"),
    "统一社会信用代码": ("usci", BODY_CODE, "organisation", "firm"),
    "统一信用代码": ("usci", BODY_CODE, "organisation", "firm"),
    "社会信用代码": ("usci", BODY_CODE, "organisation", "firm"),
    "信用代码": ("usci", BODY_CODE, "organisation", "firm"),
    "成立时间": ("registered_on", "founded_on"),
    "成立日期": ("registered_on", "founded_on"),
    "注册时间": ("registered_on", "founded_on"),
    "注册日期": ("registered_on", "founded_on"),
    "合同编号": ("registration_no", "number"),
    "合同登记号": ("registration_no",),
    "合同登记编号": ("registration_no",),
    "合同名称": ("title",),
    "项目编号": ("number",),
    "项目名称": ("title",),
    "合同额": ("amount",),
    "合同金额": ("amount",),
    "合同总额": ("amount",),
    "合同总金额": ("amount",),
    "成交总额": ("amount",),
    "交易额": ("amount",),
    "金额": ("amount",),
    "成交金额": ("amount",),
    "技术交易金额": ("tech_amount",),
    "买方名称": ("buyer",),
    "受让方": ("buyer",),
    "签订时间": ("signed_on",),
    "签订日期": ("signed_on",),
    "签约日期": ("signed_on",),
    "登记时间": ("registered_on",),
    "登记日期": ("registered_on",),
    "数据来源": ("source",),
}
"""Headings that lists from elsewhere use → the columns they may mean, the first that the register has."""
NOUNS = {
    "contracts": ("技术合同", "合同"),
    "patents": ("专利",),
    "projects": ("项目", "课题"),
    "pipeline-projects": ("转化项目", "项目"),
    "firms": ("企业", "公司"),
    "organisations": ("单位", "企业", "机构"),
    "persons": ("人员", "人才"),
    "platforms": ("平台",),
    "agreements": ("协议",),
    "qualifications": ("资质",),
    "certificates": ("证书", "资质"),
    "equipment": ("设备", "仪器"),
}
"""What people write before the headings of a register, by its key."""
_BRACKETED = re.compile(r"\s?[（(【\[]([^（()）【】\[\]]{1,30})[）)】\]]$")
_BEHIND = re.compile(r"\s?[/／]\s?([^/／]{1,12})$")
_PARTS = re.compile(r"[,，、;；:：\s]")
FOREIGN = frozenset({"美元", "港元", "欧元", "日元", "英镑"})


@dataclass(frozen=True)
class SheetColumn:
    """One column: its key (the field's name) and the field it fills."""

    key: str
    field: Any

    @property
    def label(self) -> str:
        """The name of the column in the reader's language."""
        return str(self.field.verbose_name)

    @property
    def heading(self) -> str:
        """What stands above it in the template, amounts with their unit."""
        return f"{self.label}（{_('10k yuan')}）" if self.money else self.label

    @property
    def money(self) -> bool:
        """Whether it holds an amount in 元."""
        field = self.field
        return isinstance(field, models.DecimalField) and field.max_digits == 18 and field.decimal_places == 2

    @property
    def unit(self) -> str:
        """The unit of a number; amounts are in 元 where neither heading nor cell says otherwise."""
        if self.money:
            return "元"
        return "年" if self.key == "year" else unit_of_label(self.label)

    @property
    def is_number(self) -> bool:
        """Whether it holds a number."""
        return isinstance(self.field, models.DecimalField | models.IntegerField) and not self.field.choices

    @property
    def is_code(self) -> bool:
        """Whether it holds a number or code of something, as text."""
        return self.key in CODES and isinstance(self.field, models.CharField)

    @property
    def many(self) -> bool:
        """Whether a cell names several rows."""
        return bool(self.field.many_to_many)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Codes and labels of a field with choices, in the reader's language."""
        return [(str(code), str(label)) for code, label in self.field.flatchoices]

    @property
    def required(self) -> bool:
        """Whether a new line must fill it."""
        return not self.field.blank and not self.field.has_default() and not self.many


@cache
def columns_of(key: str) -> tuple[SheetColumn, ...]:
    """Return the columns of a register's sheet, in the order of its form."""
    register = REGISTERS[key]
    columns = [SheetColumn(name, register.field(name)) for name in register.fields]
    if key == "patents":
        columns.insert(1, SheetColumn(OWNER, PatentOwner._meta.get_field("platform")))
    if key == "firms":
        columns.insert(1, SheetColumn(BODY_CODE, Organisation._meta.get_field("usci")))
    return tuple(columns)


def column_of(register: Register, key: str) -> SheetColumn | None:
    """Return the column of a key; None where the register has none."""
    return next((column for column in columns_of(register.key) if column.key == key), None)


@cache
def _known(key: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for column in columns_of(key):
                known.setdefault(same_text(column.label), column.key)
    for column in columns_of(key):
        known[same_text(column.key)] = column.key
    for heading, meant in SYNONYMS.items():
        chosen = next((name for name in meant if name in known.values()), None)
        if chosen:
            known.setdefault(same_text(heading), chosen)
    return known


def heading_parts(heading: str) -> tuple[str, str]:
    """Return the name in a heading, and the unit of money that ends it (empty for none): 合同额（含税，万元）."""
    text = visible(heading).strip().rstrip("*＊").rstrip()
    for form in (_BRACKETED, _BEHIND):
        match = form.search(text)
        parts = [match[1], *_PARTS.split(match[1])] if match else []
        units = [unit for unit in map(plain_unit, parts) if _is_money(unit)]
        if match and units:
            return text[: match.start()].strip(), units[0]
    return text, ""


def _is_money(unit: str) -> bool:
    return unit in FOREIGN or (bool(unit) and conversion(unit, YUAN) is not None)


def named(register: Register, heading: str, matches: Mapping[str, str] | None = None) -> str:
    """Return the key of the column that a heading names; empty for none.

    Headings may be Chinese, English or field names, whatever the reader's language; ``matches``: what somebody said
    that others mean.
    """
    text, (name, _unit) = visible(heading).strip(), heading_parts(heading)
    known, plain, said = _known(register.key), same_text(name), matches or {}
    field = said.get(same_text(text)) or said.get(plain) or known.get(plain)
    if field is None:
        # With the noun of the register before it or 名称 behind it, a heading is the same: 合同类别, 卖方名称.
        bare = next(
            (plain.removeprefix(noun) for noun in NOUNS.get(register.key, ()) if plain.startswith(noun)),
            plain,
        )
        field = known.get(bare) or known.get(bare.removesuffix("名称"))
    return field or ""
