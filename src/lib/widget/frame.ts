// The frame with the chat in it: made when it is needed, heard by its exact window and origin, given up when nothing comes.

import { marked, parseToHost, type ToFrame, type ToHost } from './messages.ts';

export interface FramePorts {
  /** Origin of the relay. */
  relay: string;
  /** `workspace/channel` */
  channel: string;
  title: string;
  heard(message: ToHost): void;
  /** It says nothing: the relay cannot be reached, or this page may not show it. */
  failed(): void;
}

/** A phone on a bad line gets the page in ten seconds; a frame that was refused says nothing, ever. */
const READY_WITHIN_MS = 15_000;

export class Frame {
  readonly element: HTMLIFrameElement;
  readonly #ports: FramePorts;
  readonly #listen: (event: MessageEvent) => void;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(parent: HTMLElement, ports: FramePorts) {
    this.#ports = ports;
    this.#listen = (event) => this.#message(event);
    addEventListener('message', this.#listen);
    this.#timer = setTimeout(() => ports.failed(), READY_WITHIN_MS);
    const frame = document.createElement('iframe');
    frame.title = ports.title;
    // Said in the address, so that it can name us when it speaks first. It is no secret, and where it is a lie, the browser
    // does not deliver.
    frame.src = `${ports.relay}/embed/${ports.channel}#${encodeURIComponent(location.origin)}`;
    parent.append(frame);
    this.element = frame;
  }

  tell(message: ToFrame): void {
    this.element.contentWindow?.postMessage(marked(message), this.#ports.relay);
  }

  remove(): void {
    clearTimeout(this.#timer);
    removeEventListener('message', this.#listen);
    this.element.remove();
  }

  #message({ source, origin, data }: MessageEvent): void {
    if (source !== this.element.contentWindow || origin !== this.#ports.relay) return;
    const message = parseToHost(data);
    if (!message) return;
    if (message.kind === 'ready') clearTimeout(this.#timer);
    this.#ports.heard(message);
  }
}
