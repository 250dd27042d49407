// Generates src/api/schema.d.ts from ../docs/openapi.json (`groundstate openapi` prints that file).
// Without --write it only compares, and fails when the committed types are stale.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../../docs/openapi.json", import.meta.url);
const target = new URL("../src/api/schema.d.ts", import.meta.url);
const banner = "// Generated from docs/openapi.json by `npm run generate:api`. Do not edit.\n\n";

// A field with a default may be left out of a request.
const generated = banner + astToString(await openapiTS(document, { defaultNonNullable: false }));

if (process.argv.includes("--write")) {
  await writeFile(target, generated);
} else {
  const committed = await readFile(target, "utf8").catch(() => "");
  if (committed !== generated) {
    process.stderr.write("src/api/schema.d.ts is stale: run `npm run generate:api`\n");
    process.exit(1);
  }
}
