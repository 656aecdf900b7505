import { cloudSsoExpectations, expectations, isSameAccess, serviceExpectations, type People } from "./expectation";
import { isFirstPhase } from "./promised/services";
import type { Promised } from "./stackFile";

/** Roles and services that nobody signed on to, as they are promised to nobody who can. */
export function untried({ roleSso, cloudSso, services }: Promised, people: People): string[] {
  const byRole = expectations(roleSso, people).filter(({ user }) => user.accountEnabled);
  const byDirectory = cloudSsoExpectations(cloudSso, people).filter(({ user }) => user.accountEnabled);
  const byService = serviceExpectations(services, people).filter(
    ({ user, isPromised }) => user.accountEnabled && isPromised,
  );
  return [
    ...roleSso.flatMap(({ name, roles }) =>
      roles
        .filter((role) => !byRole.some((expectation) => expectation.roles.includes(role)))
        .map((role) => `${role.role} in the account ${role.account} of ${name}`),
    ),
    ...cloudSso.flatMap((application) =>
      application.assignments
        .filter(
          (assignment) =>
            !byDirectory.some(
              (expectation) =>
                expectation.application === application &&
                expectation.access.some((reached) => isSameAccess(reached, assignment)),
            ),
        )
        .map(
          ({ account, accessConfiguration }) =>
            `${accessConfiguration.name} in the account ${account} of ${application.name}`,
        ),
    ),
    ...services
      .filter((service) => !isFirstPhase(service) && !byService.some((expectation) => expectation.service === service))
      .map(({ name }) => name),
  ];
}
