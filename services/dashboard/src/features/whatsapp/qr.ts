/** WhatsApp replaces a code every 20 seconds: an older picture than this may be one that is over. */
export const QR_REFRESH = 5_000;
/** When the picture could not be had. */
export const QR_RETRY = 3_000;
/** As wide as the seed wants it. */
export const QR_SIZE = 300;

/**
 * The picture of a tenant's code. `link` is what `connect` answered: signed, good for ten minutes.
 * Without one, as after a reload of the page, the cookie opens the same path.
 */
export function qrSource(tenant: number, link: string | null | undefined, moment: number): string {
  const url = new URL(link ?? `/api/tenants/${tenant}/whatsapp/qr`, window.location.origin);
  url.searchParams.set('at', String(moment));
  // Of our own origin also where `api.public_url` says another name for it.
  return url.pathname + url.search;
}
