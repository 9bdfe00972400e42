import { keep, kept } from '../auth/kept';

const MOST = 8;
/** A word or two are typed sooner than they are found. */
const SHORTEST = 12;

/** What a person said lately, the last first: it may well be said again. */
export function recent(tenant: number): string[] {
  try {
    const found: unknown = JSON.parse(kept(`recent.${tenant}`) ?? '[]');
    return Array.isArray(found) ? found.filter((text) => typeof text === 'string') : [];
  } catch {
    return [];
  }
}

export function keepRecent(tenant: number, text: string): void {
  if (text.length >= SHORTEST) {
    const now = [text, ...recent(tenant).filter((other) => other !== text)].slice(0, MOST);
    keep(`recent.${tenant}`, JSON.stringify(now));
  }
}
