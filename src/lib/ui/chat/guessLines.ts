/** Characters in a line of a narrow phone. */
const LINE_LENGTH = 34;

/** How many lines a text takes, guessed: for browsers whose fields do not grow by themselves. */
export function guessLines(text: string): number {
  return text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / LINE_LENGTH), 0);
}
