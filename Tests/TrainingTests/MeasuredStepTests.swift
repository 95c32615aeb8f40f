import Testing
@Suite("measured steps") struct MeasuredStepTests {}
