// The licences of the packages whose code the bundle holds, as they ask to be handed on with it.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What the browser fetches beside the bundle, and what its files point at. */
export const NOTICES = "THIRD-PARTY-NOTICES.txt";
/** Tools: their code runs while the bundle is made and is not part of it. */
const TOOLS = /^(esbuild|@esbuild\/.*|typescript)$/;
const LEGAL = /^(licen[cs]e|notice|copying|copyright)/i;
const RULE = "=".repeat(78);

/**
 * The text of all notices: for each package in the lock file its name, version, kind of licence and legal texts.
 *
 * Throws an Error for a package without a legal text: its terms could not be kept.
 */
export function notices() {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const parts = Object.entries(packages)
    .filter(([path, entry]) => path && !entry.dev && !TOOLS.test(nameOf(path)))
    .map(([path, entry]) => {
      const texts = legalTexts(path);
      if (!texts.length) throw new Error(`${path} brings no legal text: its licence cannot be handed on`);
      const { license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
      return [RULE, `${nameOf(path)} ${entry.version} (${license})`, RULE, "", ...texts].join("\n");
    });
  const icons = [RULE, "Tabler Icons (MIT)", RULE, "", readFileSync("src/styles/icons/LICENSE", "utf8")].join("\n");
  const head = "The scripts and styles of Keqiao's pages hold code of these packages, under the licences below.";
  return [head, "", ...parts, icons].join("\n") + "\n";
}

function nameOf(path) {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

function legalTexts(path) {
  if (!existsSync(path)) throw new Error(`${path} is not installed`);
  return readdirSync(path)
    .filter((name) => LEGAL.test(name))
    .sort()
    .flatMap((name) => filesOf(join(path, name)))
    .map((file) => readFileSync(file, "utf8").trim() + "\n");
}

function filesOf(path) {
  return statSync(path).isDirectory() ? readdirSync(path).sort().flatMap((name) => filesOf(join(path, name))) : [path];
}
