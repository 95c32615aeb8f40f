import Analysis
import ArgumentParser

/// What the runs of a study differ in, by its name.
struct ChosenStudy: ExpressibleByArgument {
  let subject: TrainingStudy.Subject

  static let allValueStrings = TrainingStudy.Subject.allCases.map(\.rawValue)

  init?(argument: String) {
    guard let subject = TrainingStudy.Subject(rawValue: argument) else { return nil }
    self.subject = subject
  }
}
