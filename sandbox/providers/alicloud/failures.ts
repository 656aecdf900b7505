/** "Resource alicloud_ram_role CreateRole Failed!!!", as WrapErrorf words it; the colour codes of the real one are left out. */
export async function wrapped<T>(resource: string, action: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`[ERROR] Resource ${resource} ${action} Failed!!! [SDK alibaba-cloud-sdk-go ERROR]:\n${message}`, {
      cause: error,
    });
  }
}

/** The original refusal behind a wrapped one. */
export const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? error.cause : error;
