const SHORTEST = 7;
const LONGEST = 15;

/** Persian and Arabic digits as Western ones. */
export function western(text: string): string {
  return text.replaceAll(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/**
 * A typed number as the API takes it, `+971501234567`, however it was written: with spaces, brackets, `00`
 * or digits of another script. Null when it is none.
 */
export function phoneNumber(typed: string): string | null {
  const plain = western(typed).replaceAll(/[\s\u200e\u200f\u202a-\u202e\u2066-\u2069().\-–/]/g, '');
  const digits = plain.replace(/^(\+|00)/, '');
  const fits = digits.length >= SHORTEST && digits.length <= LONGEST;
  // No country code begins with 0: it is the number as it is dialled at home.
  return fits && /^[1-9]\d*$/.test(digits) ? `+${digits}` : null;
}
