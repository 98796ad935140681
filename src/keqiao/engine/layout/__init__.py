"""The layout of platforms over the industry chains of a city: coverage, gaps, overlap, diversity, fit."""

from keqiao.engine.layout.chains import CHAINS, ChainNode, IndustryChain, IndustryChains
from keqiao.engine.layout.coverage import cluster_matrix, node_coverage, node_matrix
from keqiao.engine.layout.fit import cluster_fit
from keqiao.engine.layout.indices import (
    by_group,
    concentration,
    evenness,
    krugman,
    location_quotients,
    shannon,
)
from keqiao.engine.layout.node_membership import map_to_nodes, tree
from keqiao.engine.layout.overlap import OverlapFeatures, overlapping, reasons

__all__ = [
    "CHAINS",
    "ChainNode",
    "IndustryChain",
    "IndustryChains",
    "OverlapFeatures",
    "by_group",
    "cluster_fit",
    "cluster_matrix",
    "concentration",
    "evenness",
    "krugman",
    "location_quotients",
    "map_to_nodes",
    "node_coverage",
    "node_matrix",
    "overlapping",
    "reasons",
    "shannon",
    "tree",
]
