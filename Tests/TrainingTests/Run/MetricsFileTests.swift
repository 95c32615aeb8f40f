import FoundationEssentials
import Testing

@testable import Training

@Suite("A file of metrics")
struct MetricsFileTests {
  @Test("is named where a folder stands in its place")
  func folder() throws {
    let folder = try TemporaryFolder(["metrics.csv/x": ""])
    let path = folder.file("metrics.csv")
    let error = #expect(throws: RunError.self) { try MetricsFile(path: path, keepingThrough: 3) }
    #expect(error?.code == .metricsUnwritable)
    #expect(error?.detail.hasPrefix(path) == true)
  }
}
