"""Industry chains as a document: the clusters of a city ("2+2+X"), each a tree of nodes with the codes of statistics.

A node is known by codes of GB/T 4754-2017, of the classification of strategic emerging industries (2018) and of the
international patent classification, each a beginning of longer codes, and by words of the trade.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from keqiao.engine.documents import DocumentFinding, DocumentForm, Label, NamedPart, Part, Positions, error_at
from keqiao.language import Bilingual, message

PACKAGED = Path(__file__).with_name("chains.yaml")
Place = Literal["", "upstream", "midstream", "downstream"]
CodeKind = Literal["industry", "strategic", "ipc"]

IndustryPrefix = Annotated[str, Field(pattern=r"^[A-T]?\d{2,4}$", max_length=5)]
StrategicPrefix = Annotated[str, Field(pattern=r"^[1-9](\.\d{1,2}){0,2}$", max_length=8)]
IpcPrefix = Annotated[str, Field(pattern=r"^[A-H]\d{2}[A-Z]( ?\d{1,4}(/\d{1,6})?)?$", max_length=16)]
Term = Annotated[str, Field(min_length=2, max_length=40)]


class ChainNode(NamedPart):
    """A node of a chain, with the nodes it is made of."""

    place: Annotated[Place, Label(message("place in the chain"))] = ""
    horizon: Annotated[Literal["present", "future"], Label(message("present or future"))] = "present"
    industries: Annotated[tuple[IndustryPrefix, ...], Label(message("codes of GB/T 4754-2017"))] = ()
    strategic: Annotated[
        tuple[StrategicPrefix, ...], Label(message("codes of strategic emerging industries"))
    ] = ()
    ipc: Annotated[tuple[IpcPrefix, ...], Label(message("IPC symbols"))] = ()
    terms: Annotated[tuple[Term, ...], Label(message("words of the trade"))] = ()
    parts: Annotated[tuple[ChainNode, ...], Field(max_length=60), Label(message("parts"))] = ()


class IndustryChain(NamedPart):
    """The chain of a cluster; ``cluster`` is the code by which the register of clusters knows it."""

    cluster: Annotated[str, Field(min_length=1, max_length=40), Label(message("industry cluster"))]
    nodes: Annotated[tuple[ChainNode, ...], Field(max_length=60), Label(message("nodes"))] = ()


class PlacedNode(Part):
    """A node with its place in the tree: its chain, the node above it, how deep it stands (0 directly in the chain)."""

    node: ChainNode
    chain: IndustryChain
    above: str
    depth: int


class IndustryChains(Part):
    """All chains of a city."""

    source: Annotated[Bilingual, Label(message("Source"))]
    chains: Annotated[tuple[IndustryChain, ...], Field(min_length=1, max_length=60), Label(message("chains"))]

    def nodes(self) -> Iterator[PlacedNode]:
        """All nodes in the order of the document, those above before their parts."""
        for chain in self.chains:
            for node in chain.nodes:
                yield from _placed(node, chain, "", 0)

    def placed(self, code: str) -> PlacedNode | None:
        """The node of a code."""
        return next((placed for placed in self.nodes() if placed.node.code == code), None)

    def chain_of(self, cluster: str) -> IndustryChain | None:
        """The chain of a cluster."""
        return next((chain for chain in self.chains if chain.cluster == cluster), None)


def _placed(node: ChainNode, chain: IndustryChain, above: str, depth: int) -> Iterator[PlacedNode]:
    yield PlacedNode.model_construct(node=node, chain=chain, above=above, depth=depth)
    for part in node.parts:
        yield from _placed(part, chain, node.code, depth + 1)


def _check(document: IndustryChains, positions: Positions) -> Iterator[DocumentFinding]:
    """Codes and clusters stand once; a node can be recognised by something."""
    known: set[str] = set()
    for at, chain in enumerate(document.chains):
        for key, code in (("code", chain.code), ("cluster", f"cluster {chain.cluster}")):
            if code in known:
                sentence = message("the code {code} stands twice", code=chain.code)
                yield error_at(
                    positions, ("chains", at, key), sentence, "code", message("Give it another code.")
                )
            known.add(code)
        for number, node in enumerate(chain.nodes):
            yield from _check_node(node, positions, ("chains", at, "nodes", number), known)


def _check_node(
    node: ChainNode, positions: Positions, path: tuple[str | int, ...], known: set[str]
) -> Iterator[DocumentFinding]:
    if node.code in known:
        sentence = message("the code {code} stands twice", code=node.code)
        yield error_at(positions, (*path, "code"), sentence, "code", message("Give it another code."))
    known.add(node.code)
    if not (node.industries or node.strategic or node.ipc or node.terms or node.parts):
        sentence = message("nothing can be mapped to the node {code}", code=node.code)
        remedy = message("Give it codes, words or parts.")
        yield error_at(positions, path, sentence, "node", remedy)
    for number, part in enumerate(node.parts):
        yield from _check_node(part, positions, (*path, "parts", number), known)


CHAINS: DocumentForm[IndustryChains] = DocumentForm(IndustryChains, _check)
