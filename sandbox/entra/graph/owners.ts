import { addOwner, removeOwner } from "../model/owners";
import { readReference } from "./body";
import { noContent, type GraphCall, type GraphHandler } from "./call";
import { objectsReply } from "./directory";

type Owned = (call: GraphCall) => { owners: readonly string[] };

const application: Owned = ({ tenant, param }) => tenant.application(param("id"));
const servicePrincipal: Owned = ({ tenant, param }) => tenant.servicePrincipal(param("id"));

const list =
  (owned: Owned): GraphHandler =>
  (call) =>
    objectsReply(call, owned(call).owners);

const add =
  (owned: Owned): GraphHandler =>
  async (call) => {
    addOwner(call.tenant, owned(call), await readReference(call.request));
    return noContent;
  };

const remove =
  (owned: Owned): GraphHandler =>
  (call) => {
    removeOwner(owned(call), call.param("ownerId"));
    return noContent;
  };

export const listApplicationOwners = list(application);
export const addApplicationOwner = add(application);
export const removeApplicationOwner = remove(application);
export const listServicePrincipalOwners = list(servicePrincipal);
export const addServicePrincipalOwner = add(servicePrincipal);
export const removeServicePrincipalOwner = remove(servicePrincipal);
