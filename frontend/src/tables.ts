export function enhanceTables(_root: ParentNode): void {}
