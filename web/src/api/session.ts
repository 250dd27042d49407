/**
 * The API key of this browser tab. It lives in sessionStorage, so it goes when the tab is closed,
 * is never sent anywhere but in the Authorization header, and is not shared with other tabs.
 */
const STORAGE_KEY = "groundstate.key";
const listeners = new Set<() => void>();

export function sessionKey(): string | null {
  try {
    return sessionStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

export function setSessionKey(key: string): void {
  sessionStorage.setItem(STORAGE_KEY, key);
  notify();
}

export function clearSessionKey(): void {
  sessionStorage.removeItem(STORAGE_KEY);
  notify();
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function notify(): void {
  for (const listener of listeners) listener();
}
