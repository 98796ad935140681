"""Contracts of technology with what was received for them, and transfers of patents."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from keqiao.web.registry import models as registry

if TYPE_CHECKING:
    from .registers import Registers


def add_contracts(book: Registers) -> None:
    """Contracts of technology with their receipts."""
    rows = book.add(
        registry.TechContract(
            registration_no=row.number,
            kind=row.kind,
            buyer=book.organisations[row.buyer],
            platform=book.platforms[row.platform],
            buyer_local=row.local,
            cluster=book.clusters[row.cluster],
            amount=row.amount,
            tech_amount=row.technology_amount,
            signed_on=row.registered_on - timedelta(days=10),
            registered_on=row.registered_on,
            **book.by(row.registered_on),
        )
        for row in book.city.contracts
    )
    book.contracts = {row.registration_no: row for row in rows}
    book.add(
        registry.ContractReceipt(
            contract=book.contracts[row.contract],
            received_on=row.received_on,
            amount=row.amount,
            **book.by(row.received_on),
        )
        for row in book.city.contract_receipts
    )


def add_patent_transfers(book: Registers) -> None:
    """Patents put to use; where a licence or assignment contract with the same firm exists, it is named."""
    kinds = {"assignment": "transfer", "licence": "licence", "equity": "equity"}
    contracts: dict[tuple[str, str], str] = {
        (row.buyer, row.kind): row.number
        for row in book.city.contracts
        if row.kind in ("licence", "assignment")
    }
    book.add(
        registry.PatentTransfer(
            patent=book.patents[row.application_no],
            kind=kinds[row.kind],
            on=row.transferred_on,
            contract=book.contracts.get(contracts.get((row.receiver, row.kind), "")),
            **book.by(row.transferred_on),
        )
        for row in book.city.patent_transfers
    )
