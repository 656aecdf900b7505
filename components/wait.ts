/** Lets so much time pass. */
export const seconds = (count: number): Promise<void> =>
  new Promise<void>((resolve) => setTimeout(resolve, count * 1000));
