// QuickJS is a bare language: no window, no timers, no console. ECharts looks for them while it loads.
// Imported first, before ECharts.

const bare = globalThis as unknown as Record<string, unknown>;
bare.self ??= globalThis;
bare.global ??= globalThis;
bare.process ??= { env: {} };
bare.console ??= { log() {}, warn() {}, error() {} };
// Nothing is animated on the server, so nothing waits for a timer.
bare.setTimeout ??= () => 0;
bare.clearTimeout ??= () => undefined;
bare.setInterval ??= () => 0;
bare.clearInterval ??= () => undefined;

export {};
