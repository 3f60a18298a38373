// Small pictures of pictures. What is drawn is looked at first: a few bytes may stand for more pixels than a phone has memory for.

import { FILE_HEAD, fileKind, isPicture } from '#lib/rules/fileKind.ts';
import { PICTURE_PIXELS_MAX } from '#lib/rules/limits.ts';

/** As large as a bubble shows it, on a screen of two dots a pixel. */
const WIDTH = 560;
const HEIGHT = 400;

/** @returns false if it is no picture that may be drawn */
export async function drawPicture(
  canvas: HTMLCanvasElement,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const { type, pixels } = fileKind(bytes.subarray(0, FILE_HEAD));
  if (!isPicture(type) || !pixels || pixels.width * pixels.height > PICTURE_PIXELS_MAX) return false;
  try {
    const bitmap = await createImageBitmap(new Blob([bytes], { type }));
    const scale = Math.min(1, WIDTH / bitmap.width, HEIGHT / bitmap.height);
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return true;
  } catch {
    // Its beginning says that it is a picture, the rest does not.
    return false;
  }
}
