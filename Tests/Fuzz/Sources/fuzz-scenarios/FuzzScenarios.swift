import RunConfigurations

/// The repository's `configs/scenarios`, so that the files that a seed names are found.
private let place =
  #filePath.split(separator: "/").dropLast(5).reduce("") { "\($0)/\($1)" }
  + "/configs/scenarios/fuzzed.yaml"

/// Reads one input of libFuzzer as a scenario; only a trap is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzScenarios(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  _ = try? ScenarioFile.read(bytes: bytes, path: place)
  return 0
}
