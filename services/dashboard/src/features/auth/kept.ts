/** What this tab keeps for the person at it: gone with the tab, and when they sign out. */
const PREFIX = 'peyk.kept.';

// A browser may refuse to keep anything; the page works without.
export function kept(name: string): string | null {
  try {
    return window.sessionStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** An empty text is none. */
export function keep(name: string, text: string): void {
  try {
    if (text === '') {
      window.sessionStorage.removeItem(PREFIX + name);
    } else {
      window.sessionStorage.setItem(PREFIX + name, text);
    }
  } catch {
    // It is written anew next time.
  }
}

/** What one person began is not for the next. */
export function forgetKept(): void {
  try {
    Object.keys(window.sessionStorage)
      .filter((name) => name.startsWith(PREFIX))
      .forEach((name) => window.sessionStorage.removeItem(name));
  } catch {
    // There is nothing, then.
  }
}
