import { CloudError } from "../../core/cloudError";

/** The parameters of one call, query and form together, with the words that the gateway has for bad ones. */
export class Parameters {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /** Absent and empty are the same to the gateway. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === "" ? undefined : value;
  }

  /** Like `text`, but an empty value counts as given: that is how a description is cleared. */
  given(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** The gateway's refusal of a call that lacks a mandatory parameter. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) {
      throw new CloudError(`Missing${name}`, `${name} is mandatory for this action.`);
    }
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,10}$/.test(value)) throw invalid(name);
    return Number(value);
  }

  /** SDKs write true, True and TRUE. */
  boolean(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value !== "true" && value !== "false") throw invalid(name);
    return value === "true";
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined)
      throw new CloudError(`InvalidParameter.${name}`, `The parameter - "${name}" is incorrect.`);
    return choice;
  }

  /** RAM takes lists as one JSON string: `["a"]`. */
  jsonList(name: string): readonly unknown[] | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    try {
      const list: unknown = JSON.parse(value);
      if (Array.isArray(list)) return list as unknown[];
    } catch {
      // Refused below, like any other text.
    }
    throw invalid(name);
  }

  names(name: string): readonly string[] | undefined {
    return this.jsonList(name)?.map((item) => {
      if (typeof item !== "string") throw invalid(name);
      return item;
    });
  }

  /** Tags as one JSON string: `[{"Key":"k","Value":"v"}]`. */
  tags(name: string): Record<string, string> | undefined {
    const list = this.jsonList(name);
    if (!list) return undefined;
    return Object.fromEntries(
      list.map((item) => {
        const { Key: key, Value: value = "" } = (item ?? {}) as Record<string, unknown>;
        if (typeof key !== "string" || typeof value !== "string") throw invalid(name);
        return [key, value];
      }),
    );
  }
}

const invalid = (name: string) =>
  new CloudError(`InvalidParameter.${name}.Format`, `The format of the parameter - "${name}" is incorrect.`);
