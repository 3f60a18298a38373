// Files between the browser and the relay. XMLHttpRequest for what goes out: fetch does not say how far it is.

import { digest } from 'lib0/hash/sha256';
import type { FileAnswer, FilePort } from './filePort.ts';

export const browserFiles: FilePort = { hash, ask, put, get };

async function hash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // There is no crypto.subtle where a relay is reached by plain http on a local network.
  const subtle = (crypto as Partial<Crypto>).subtle;
  const sum = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : digest(bytes);
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function ask(path: string, headers: Record<string, string>): Promise<FileAnswer | null> {
  try {
    const response = await fetch(path, { headers, cache: 'no-store' });
    return { status: response.status, body: parse(await response.text()) };
  } catch {
    return null;
  }
}

function put(
  path: string,
  headers: Record<string, string>,
  bytes: Uint8Array<ArrayBuffer>,
  sent: (bytes: number) => void,
): Promise<FileAnswer | null> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => sent(loaded);
    request.onload = () => resolve({ status: request.status, body: parse(request.responseText) });
    request.onerror = request.onabort = request.ontimeout = () => resolve(null);
    request.send(bytes);
  });
}

async function get(path: string, headers: Record<string, string>): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const response = await fetch(path, { headers, cache: 'no-store' });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
