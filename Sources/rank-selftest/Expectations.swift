import MPIRuntime

/// What a scenario saw and did not expect.
struct Unexpected: Error, CustomStringConvertible {
  var description: String
}

/// Throws unless both are equal.
func expect<Value: Equatable>(_ seen: Value, is expected: Value, _ what: String) throws(Unexpected)
{
  guard seen == expected else {
    throw Unexpected(description: "\(what): saw \(seen), expected \(expected)")
  }
}

/// Throws unless the body throws exactly this error.
func expect(_ code: MPIError.Code, _ detail: String, from body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as MPIError {
    return try expect(error, is: MPIError(code: code, detail: detail), "error")
  }
  throw Unexpected(description: "no error, expected \(code)")
}
