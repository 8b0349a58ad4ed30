#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

#include "commands.h"
#include "console.h"
#include "interrupt.h"
#include "report/progress.h"
#include "report/report.h"
#include "report/share.h"
#include "session.h"

namespace {

using Milliseconds = std::chrono::milliseconds;

/// The progress line on a terminal; nothing elsewhere. Redrawn at most ten times a second.
class ProgressBar {
 public:
  ProgressBar(const Invocation& invocation, const Clock& clock)
      : style_(StyleFor(STDERR_FILENO, invocation)),
        clock_(clock),
        start_(clock.Elapsed()),
        shown_(isatty(STDERR_FILENO) == 1 && !invocation.Has(FlagId::kQuiet)) {}
  ~ProgressBar() {
    if (drawn_) std::fputs("\r\033[K", stderr);
  }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Show(const scan::Progress& progress) {
    if (!shown_) return;
    const auto elapsed = std::chrono::duration_cast<Milliseconds>(clock_.Elapsed() - start_);
    if (elapsed - last_ < Milliseconds(100)) return;
    last_ = elapsed;
    drawn_ = true;
    const std::string line = report::ProgressLine({.what = "vetting",
                                                   .done = progress.done,
                                                   .total = progress.total,
                                                   .bytes = progress.bytes,
                                                   .elapsed = elapsed},
                                                  style_);
    std::fprintf(stderr, "\r%s\033[K", line.c_str());
  }

 private:
  report::TextOptions style_;
  const Clock& clock_;
  std::chrono::nanoseconds start_;
  Milliseconds last_{0};
  bool shown_;
  bool drawn_ = false;
};

std::uint64_t PeakMemory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

int StatusOf(const Assessment& assessment, const policy::Settings& settings) {
  if (settings.Flag(policy::Setting::kStrict) && !assessment.not_analysed.empty())
    return kCouldNotFinish;
  return assessment.verdict.action >= FailsFrom(settings) ? kFound : kNothingInTheWay;
}

template <typename Work>
int Assess(const Invocation& invocation, const std::string& folder, const Work& work) {
  const Interrupt interrupt;
  auto session = Session::Open(invocation, folder, interrupt.token());
  if (!session) return Complain(session.error());
  const Clock& clock = (*session)->clock();
  const auto start = clock.Elapsed();
  scan::Options options = (*session)->options();
  auto assessment = [&] {
    ProgressBar bar(invocation, clock);
    options.on_progress = [&bar](const scan::Progress& progress) { bar.Show(progress); };
    return work((*session)->world(), options);
  }();
  if (!assessment) return Complain(assessment.error());
  assessment->stats.seconds = std::chrono::duration<double>(clock.Elapsed() - start).count();
  assessment->stats.peak_memory_bytes = PeakMemory();

  const std::string format = invocation.Value(FlagId::kFormat).value_or("text");
  const report::TextOptions style =
      StyleFor(invocation.Has(FlagId::kOutput) ? -1 : STDOUT_FILENO, invocation);
  const std::vector<RuleCard> cards = (*session)->CardsFor(*assessment);
  const std::string text = [&] {
    if (const auto known = report::FindFormat(format))
      return report::Write(*assessment, cards, *known, style);
    const auto matters = report::MattersOf(*assessment, cards, clock.Now());
    return format == "stix" ? report::WriteStix(matters) : report::WriteOsv(matters);
  }();
  if (auto written = WriteResult(text, invocation); !written) return Complain(written.error());
  const int status = StatusOf(*assessment, (*session)->configuration().settings);
  if (status == kCouldNotFinish)
    Say("error: something could not be analysed, and --strict asks for everything\n", invocation);
  if (invocation.command == CommandId::kCheck) {
    const auto real = (*session)->files().RealPath(folder);
    (*session)->store().SaveAssessment(real ? *real : folder,
                                       {.time = clock.Now(), .assessment = *std::move(assessment)});
  }
  (*session)->TidyUp();
  return status;
}

}  // namespace

int RunCheck(const Invocation& invocation) {
  const std::string folder = invocation.arguments.empty() ? "." : invocation.arguments.front();
  if (invocation.arguments.size() > 1) {
    return Complain({.message = "`check` takes one folder",
                     .help = "`sallyport vet` takes several packages at once"});
  }
  return Assess(invocation, folder, [&](const scan::World& world, const scan::Options& options) {
    return scan::Check(world, folder, options);
  });
}

int RunVet(const Invocation& invocation) {
  if (invocation.arguments.empty()) {
    return Complain({.message = "`vet` wants something to vet",
                     .help = "for example: sallyport vet left-pad@1.3.0 ./package.tgz"});
  }
  return Assess(invocation, ".", [&](const scan::World& world, const scan::Options& options) {
    return scan::Vet(world, invocation.arguments, options);
  });
}
