import TransformerModels

/// Reads one input of libFuzzer as a Hugging Face configuration; only a trap is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzModels(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  _ = try? Architecture(configuration: bytes, name: "fuzzed")
  return 0
}
