/** A number is read from left to right in every language. */
export function Phone({ digits }: { digits: string }) {
  return <bdi dir="ltr">+{digits}</bdi>;
}
