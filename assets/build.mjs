// Builds the look: openhall.scss to openhall.css under its notice, and the scripts beside it.
// `node build.mjs FOLDER` writes there; without a folder, into the Python package.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(here, "../src/openhall/site/web/static/openhall"));
const notice = readFileSync(join(here, "NOTICE.txt"), "utf8").trim();

const { css } = sass.compile(join(here, "openhall.scss"), {
  style: "compressed",
  charset: false,
  loadPaths: [join(here, "node_modules")],
  quietDeps: true,
});

// Left and right become start and end, so that the same look serves languages that are written from right to left.
const start = { left: "start", right: "end" };
// So do the four sides of one rule: `padding: 3px 0 3px 10px` has its 10 px where the line begins.
const logical = css
  .replace(/(?<![\w-])(margin|padding):([^\s;}()]+) ([^\s;}()]+) ([^\s;}()]+) ([^\s;}()]+)(?=[;}])/g, (whole, box, top, right, bottom, left) =>
    right === left ? whole : `${box}-block:${top === bottom ? top : `${top} ${bottom}`};${box}-inline:${left} ${right}`)
  .replace(/(?<![\w-])(margin|padding|border)-(left|right)(?=(-color|-width|-style)?:)/g, (_, box, side) => `${box}-inline-${start[side]}`)
  .replace(
    /(?<![\w-])(margin|padding):([\d.]\w*) ([\d.]\w*) ([\d.]\w*) ([\d.]\w*)(?=[;}])/g,
    (all, box, top, right, bottom, left) =>
      right === left ? all : `${box}-block:${top} ${bottom};${box}-inline:${left} ${right}`,
  )
  .replace(/(?<![\w-])(left|right)(?=:)/g, (side) => `inset-inline-${start[side]}`)
  .replace(/(?<![\w-])text-align:(left|right)/g, (_, side) => `text-align:${start[side]}`)
  .replace(/(?<![\w-])float:(left|right)/g, (_, side) => `float:inline-${start[side]}`);

mkdirSync(target, { recursive: true });
writeFileSync(join(target, "openhall.css"), `/*!\n${notice}\n*/\n${logical}\n`);
for (const script of ["openhall.js", "motion.js"]) writeFileSync(join(target, script), readFileSync(join(here, script), "utf8"));
