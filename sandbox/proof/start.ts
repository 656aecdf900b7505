/** Where a sign-on to a service begins, if more than one way leads in. */
export interface Start {
  readonly url: string;
  readonly began: "the service" | "My Apps";
}
