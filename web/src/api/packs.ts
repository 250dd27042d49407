/** Shared packs and the signers that are trusted. */
import { client, settle, unwrap } from "./client";
import type { InstalledPacks, PackDetail, PackInstallation, PackSigner } from "./types";

/** What to install: a file, or one of the packs that come with the program. */
export type PackChoice = { file: Blob } | { shipped: string };

export function listPacks(signal?: AbortSignal): Promise<InstalledPacks> {
  return unwrap(client.GET("/v1/packs", { signal }));
}

export function getPack(name: string, signal?: AbortSignal): Promise<PackDetail> {
  return unwrap(client.GET("/v1/packs/{name}", { params: { path: { name } }, signal }));
}

/** With `dryRun`, only says what installing would change. */
export async function installPack(choice: PackChoice, dryRun: boolean): Promise<PackInstallation> {
  const shipped = "shipped" in choice ? choice.shipped : undefined;
  const bytes = "file" in choice ? await choice.file.arrayBuffer() : new ArrayBuffer(0);
  return unwrap(
    client.POST("/v1/packs", {
      params: { query: { dry_run: dryRun, shipped } },
      // The document knows binary bodies only as text; they are sent as they are.
      body: bytes as never,
      bodySerializer: (body: unknown) => body as ArrayBuffer,
      headers: { "content-type": "application/zip" },
    }),
  );
}

export function removePack(name: string): Promise<void> {
  return settle(client.DELETE("/v1/packs/{name}", { params: { path: { name } } }));
}

export async function listSigners(signal?: AbortSignal): Promise<PackSigner[]> {
  return (await unwrap(client.GET("/v1/pack-signers", { signal }))).data;
}

export function trustSigner(name: string, publicKey: string): Promise<PackSigner> {
  return unwrap(client.POST("/v1/pack-signers", { body: { name, public_key: publicKey } }));
}

export function distrustSigner(id: string): Promise<void> {
  return settle(client.DELETE("/v1/pack-signers/{id}", { params: { path: { id } } }));
}
