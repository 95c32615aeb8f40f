/// The root of the repository, by this file's own place in it.
let repository =
  #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
