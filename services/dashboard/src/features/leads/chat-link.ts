/** Where a chat is, at one of its messages. */
export const chatLink = (conversation: number, message?: number | null) =>
  `/conversations/${conversation}${message ? `?message=${message}` : ''}`;
