import RunConfigurations

/// The repository's `configs/clusters`, so that the accelerators that a seed names are found.
private let place =
  #filePath.split(separator: "/").dropLast(5).reduce("") { "\($0)/\($1)" }
  + "/configs/clusters/fuzzed.yaml"

/// Reads one input of libFuzzer as a cluster; only a trap is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzClusters(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  _ = try? ClusterFile.read(bytes: bytes, path: place)
  return 0
}
