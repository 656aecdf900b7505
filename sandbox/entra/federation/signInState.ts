import type { Tenant } from "../model/tenant";
import { newSignInState, type SignInState } from "./state";

/** The tenant's: made when somebody signs in for the first time. */
export const signInState = ({ data }: Tenant): SignInState => (data.signIns ??= newSignInState());
