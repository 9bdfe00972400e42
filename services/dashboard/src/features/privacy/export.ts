import { answerTo, ApiError } from '../../api/client';

/** How far an export has come; how much there is, nobody knows before the end. */
export interface Progress {
  records: number;
  bytes: number;
}

/** What is read is handed to the browser in pieces of this size, which it may keep on its disk. */
const PIECE = 8_000_000;
const NEWLINE = 10;

/** Reads exports, one after the other, into one file. One that breaks off is none: a part is not the whole. */
export async function readExports(
  paths: string[],
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Blob> {
  const pieces: Blob[] = [];
  let read: Uint8Array<ArrayBuffer>[] = [];
  let [records, bytes, held] = [0, 0, 0];
  const handOver = () => {
    pieces.push(new Blob(read));
    [read, held] = [[], 0];
  };
  for (const path of paths) {
    const { body } = await answerTo(path, { signal });
    const reader = body?.getReader();
    for (;;) {
      const part = await reader?.read().catch((error: unknown) => {
        throw signal.aborted ? error : new ApiError(0, 'export_cut', '');
      });
      if (!part?.value) {
        break;
      }
      read.push(part.value);
      held += part.value.length;
      bytes += part.value.length;
      records += part.value.reduce((count, byte) => count + (byte === NEWLINE ? 1 : 0), 0);
      if (held >= PIECE) {
        handOver();
      }
      tell({ records, bytes });
    }
  }
  handOver();
  return new Blob(pieces, { type: 'application/x-ndjson' });
}

/** Lets the browser save a file under a name. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers begin to read it only later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
