import type { SourceObject } from "./sourceObjects";

export type StepType = "Import" | "Scoping" | "Matching" | "Export";
export type StepStatus = "Success" | "Skipped" | "Failure";

/** One step of provisioning one object, as the provisioning logs and provisionOnDemand show it. */
export interface Step {
  readonly name: string;
  readonly type: StepType;
  readonly status: StepStatus;
  readonly description: string;
  readonly timestamp: string;
  readonly details: Readonly<Record<string, string | null>>;
}

export interface ModifiedProperty {
  readonly displayName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
}

export type Action = "Create" | "Update" | "Disable" | "Delete" | "Other";

/** What became of one object. */
export interface Outcome {
  readonly type: SourceObject["type"];
  readonly id: string;
  readonly name: string;
  readonly action: Action;
  readonly result: StepStatus;
  /** Why it was skipped or failed. */
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly targetId?: string;
  readonly modifiedProperties: readonly ModifiedProperty[];
  readonly steps: readonly Step[];
}

/** Writes down what happens to one object. */
export class Trail {
  readonly #steps: Step[] = [];
  #modified: readonly ModifiedProperty[] = [];
  targetId?: string;

  constructor(
    private readonly source: SourceObject,
    private readonly now: () => string,
  ) {}

  step(name: string, type: StepType, status: StepStatus, description: string, details: Step["details"] = {}): void {
    this.#steps.push({ name, type, status, description, timestamp: this.now(), details });
  }

  modified(properties: readonly ModifiedProperty[]): void {
    this.#modified = [...this.#modified, ...properties];
  }

  end(action: Action, result: StepStatus, errorCode?: string, errorMessage?: string): Outcome {
    const { type, id, name } = this.source;
    return {
      ...{ type, id, name, action, result },
      ...(errorCode !== undefined && { errorCode }),
      ...(errorMessage !== undefined && { errorMessage }),
      ...(this.targetId !== undefined && { targetId: this.targetId }),
      modifiedProperties: this.#modified,
      steps: this.#steps,
    };
  }
}
