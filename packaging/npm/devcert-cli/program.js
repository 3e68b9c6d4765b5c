// Where the program of this platform is: in a package of its own, which npm installs as an optional dependency.
'use strict'

const path = require('node:path')
const packageJson = require('./package.json')

/** The path of the program. Throws an Error with the missing package's name if npm did not install it. */
function programPath() {
  const name = `${packageJson.name}-${process.platform}-${process.arch}`
  const file = process.platform === 'win32' ? 'devcert.exe' : 'devcert'
  if (!(name in packageJson.optionalDependencies)) {
    throw new Error(`devcert-cli has no program for ${process.platform} on ${process.arch}; build it with cargo`)
  }
  try {
    return path.join(path.dirname(require.resolve(`${name}/package.json`)), file)
  } catch {
    throw new Error(`the package ${name} is not installed; install devcert-cli with optional dependencies`)
  }
}

module.exports = { programPath }
