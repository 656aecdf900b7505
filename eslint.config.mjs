import js from "@eslint/js";
import tseslint from "typescript-eslint";

// components/ and sandbox/ are judged and judge: a constant shared by both would let one mistake pass on both sides.
const boundary = (pattern, message) => ({
  "no-restricted-imports": ["error", { patterns: [{ group: pattern, message }] }],
});

export default tseslint.config(
  { ignores: ["node_modules/", ".sandbox/", "**/*.mjs", "**/*.js"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["components/**"],
    rules: boundary(["**/sandbox/**"], "components/ never imports the sandbox that judges it"),
  },
  { files: ["sandbox/**"], rules: boundary(["**/components/**"], "the sandbox never imports what it judges") },
);
