import type { Call, Product, Reply } from "../rpc/product";

/** Endpoints by service code; `{region}` stands for the region asked for. What is not listed has no endpoint here. */
const endpoints: Readonly<Record<string, string>> = {
  ram: "ram.aliyuncs.com",
  ims: "ims.aliyuncs.com",
  sts: "sts.{region}.aliyuncs.com",
  cloudsso: "cloudsso.{region}.aliyuncs.com",
  bssopenapi: "business.aliyuncs.com",
};

/** Where is this service? An unknown one gets an empty list, and clients fall back to what they know [unverified]. */
function describeEndpointsAction({ parameters }: Call): Reply {
  const region = parameters.required("Id");
  const service = parameters.required("ServiceCode");
  const endpoint = endpoints[service.toLowerCase()]?.replace("{region}", region);
  const listed = endpoint && {
    Endpoint: endpoint,
    Id: region,
    Namespace: "",
    Protocols: { Protocols: ["HTTPS"] },
    // The API spells it like this.
    SerivceCode: service,
    Type: parameters.text("Type") ?? "openAPI",
  };
  return { Success: true, Endpoints: { Endpoint: listed ? [listed] : [] } };
}

/** The directory of endpoints that official clients ask, 2015-06-12. */
export const location: Product = {
  name: "location",
  version: "2015-06-12",
  actions: { DescribeEndpoints: { access: "any caller", run: describeEndpointsAction } },
};
