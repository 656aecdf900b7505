/**
 * A company that Contoso has bought, with an identity provider of its own: Adatum, one of Microsoft's own examples. What it says
 * of itself is the sample's truth; a stack's configuration has to agree with it.
 */
export const sampleIdentityProvider = {
  name: "Adatum sign-in",
  issuer: "https://idp.adatum.com/saml",
  signInUrl: "https://idp.adatum.com/saml/sso",
  signOutUrl: "https://idp.adatum.com/saml/slo",
  metadataUrl: "https://idp.adatum.com/saml/metadata",
  /** Base64 of DER. The first one signs; the second is the next one. Their private keys were thrown away: see `identityProviders/standInKeys.ts`. */
  certificates: [
    "MIICzDCCAbSgAwIBAgIECtogJjANBgkqhkiG9w0BAQsFADAeMRwwGgYDVQQDExNBZGF0dW0gc2lnbi1pbiAyMDI2MB4XDTI0MDEwMTAwMDAwMFoXDTQ0MDEwMTAwMDAwMFowHjEcMBoGA1UEAxMTQWRhdHVtIHNpZ24taW4gMjAyNjCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBALc5GuVbvRckY+a1xcO1uRZbresSnrcN9Ht+UjGclNgH7TQx1bytCUz/4HE0BeK5JfVZD79QEXY/CP+6ONFMlsBJgDiATdDXrdmCSzL/B/6GBjmK0spgb4zceilMdOd+ggCDSyjZ9pI8RHpulJctbeVvrHBsnVbjv0VsSaIFZpt2vO8cSsVbZMNBh7aG/eMTsByDhySmic9im6PqrDMRBn/Svf9Z91BBcjWcpFq7I/xCdF7ZFiXi4jPFBwJlpTW4XrZP74uMRpQqXg2oaHelfWnxCxMMzQfXTcDSDz6bIGYjjjPV3fdGUhwasQgEE0iRebgbKehlXBr18Osbqczv428CAwEAAaMSMBAwDgYDVR0PAQH/BAQDAgeAMA0GCSqGSIb3DQEBCwUAA4IBAQAWEzQH4bdmrRsJErVmCtR/7Wn245FoDD+AEHXKhejGMHu3HXHmNMLLsWSE2+UNEFMGqUM2IdNllzAoqd+BDSNtYnE73bSyA61jeRehPiUPP3xlEPw83j1Y2PYLItcrPpoOzuvO2Muha1KJDTm/ltoWrMMSwuHCajbJEs0J9qiifwyD6x2HJD4Qah4EAVgQwqnDHasSPVL2Num2i+JEs56Gs5DuKrFgGiAnly9ZGcOMcr2nDQDjb/JLC2hPsY/fPulWMk41zQwir29RoaF6/7hTlrfth28gqDgcmjyXSwL4AVk77jLYQbt6NZ8sL0BK/icheA+xu0a3S1ZgWMW9S7OA",
    "MIICzDCCAbSgAwIBAgIECtogJzANBgkqhkiG9w0BAQsFADAeMRwwGgYDVQQDExNBZGF0dW0gc2lnbi1pbiAyMDI3MB4XDTI0MDEwMTAwMDAwMFoXDTQ0MDEwMTAwMDAwMFowHjEcMBoGA1UEAxMTQWRhdHVtIHNpZ24taW4gMjAyNzCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBANi6iExfw3aK/JPVt80bFDFrs33jTWcC6lT7Qi1rewzjo0azeDFX80vzJv0nQIZAH2W3DPsRb9bRc4fupBskA3y2XoF3LsXhcwDGcVnzwzPsq2SLtNQsm36LWPs9fadc/wD6jjC+I3Ep3b+89fb3+VznBaaVD51Vxe2b0Ozd8gRDgdAy8Pt/r53U3vTFLy/qSIK3dEUo/7WW4trqt01H/jk1q7U29DP9WWbie125b/fnaGD1mN+20RypF76CzaFW/GVq59UwMemIb9fk+/s2FBykfe7Q4exqQFAH6J822wiJRyp5EZlF8i02b7LvaX6UHvMTcD36MzfB20LG13GpAW8CAwEAAaMSMBAwDgYDVR0PAQH/BAQDAgeAMA0GCSqGSIb3DQEBCwUAA4IBAQC6IaHQeMObp7MwNFRwnqcfmNer4CHOFppefP9mVn4ufvSZpOVIvZiLLqCDIS8wyD+Vdu0uF7z+JgJh3+rkHP5k2MhxUKTEd7hVhUW8Kd8BXwGCn3vYuBv4qPJQs05u1rw/hYI6Jf5fLVaCXtR/C36U6HA20uBRaSPE7pMlSwYO8XbdfTvrqtvDdMNB1VnWXjuVa7mvlJ4HOOOwKki99XF4NdFT/o7LUKUrZ+BrXAuvXImDXszVPBcwQ767S/kpZaYXawBpAUPtQpHrXM1TjR03QLpvyekx+1StdMVmhJCy4Z1VpKeR9BpRmcOVRYeKE5OidVuHr69RMthbO5YOBFyO",
  ],
  /** Whom it knows. Clara has no user in Entra. */
  users: [
    { userPrincipalName: "amelia@adatum.com", immutableId: "fT+8wZQ/0EqYv2Q1x7hN3A==" },
    { userPrincipalName: "bruno@adatum.com", immutableId: "ABCDEG1234567890" },
    { userPrincipalName: "clara@adatum.com", immutableId: "kq2J7mJm4kKx1c9f0b3YzA==" },
  ],
} as const;

/** Its domain: verified in Contoso's tenant, and managed until somebody federates it. */
export const sampleFederatedDomain = "adatum.com";
