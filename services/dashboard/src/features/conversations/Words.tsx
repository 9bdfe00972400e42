const LINK = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]»])/;

/** Each text in its own direction, whatever the page's is. */
export function Words({ text }: { text: string }) {
  const parts = text.includes('://') ? text.split(LINK) : [text];
  return (
    <p className="chat-words" dir="auto">
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <a key={index} href={part} target="_blank" rel="noreferrer">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
