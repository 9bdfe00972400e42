/** Where an operator sees a page of a tenant's as its own people do. */
export const visitLink = (tenant: number, to: string) =>
  `/visit/${tenant}?to=${encodeURIComponent(to)}`;
