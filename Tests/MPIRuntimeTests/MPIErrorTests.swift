import Testing

@testable import MPIRuntime

@Suite("errors of MPI")
struct MPIErrorTests {
  @Test("a code is told by number while MPI, which knows its text, is not started")
  func number() {
    #expect(throws: MPIError(code: .callFailed, detail: "MPI_Init_thread: code 13")) {
      try check("MPI_Init_thread", 13)
    }
  }

  @Test("success is no error")
  func success() throws { try check("MPI_Send", 0) }
}
