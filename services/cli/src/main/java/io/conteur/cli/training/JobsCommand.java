package io.conteur.cli.training;

import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.connection.ConnectionOptions;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.training.TrainingJobs.Job;
import io.conteur.events.training.Progressed;
import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the jobs of the system, the one that changed last first. */
@Command(
        name = "jobs",
        description = "Lists the trainings of models and tokenizers, the latest first.",
        footer = {"  ./conteur jobs", "  ./conteur jobs --open --json"})
public final class JobsCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    @Option(names = "--open", description = "Only those that have not ended.")
    private boolean open;

    @Option(names = "--json", description = "Print JSON documents, one per job.")
    private boolean json;

    @ArgGroup(validate = false, heading = ConnectionOptions.HEADING)
    private ConnectionOptions connection = new ConnectionOptions();

    private record Line(
            String id,
            String subject,
            String work,
            String state,
            String changed,
            @Nullable Progressed progress) {}

    @Override
    public Integer call() throws IOException {
        BrokerAccess broker = connection.broker();
        TrainingJobs jobs = TrainingJobs.read(broker);
        List<Job> shown = jobs.all().stream().filter(job -> !open || job.open()).toList();
        shown.forEach(job -> System.out.println(json ? document(job) : text(job, jobs)));
        if (shown.isEmpty() && !json) {
            System.out.println(
                    "no job"
                            + (open ? " is open" : "")
                            + "; ./conteur train --bundled --follow starts one");
        }
        return 0;
    }

    private static String document(Job job) {
        return Json.line(
                new Line(
                        job.id(),
                        job.subject(),
                        work(job),
                        job.state(),
                        job.changed().toString(),
                        job.progress()));
    }

    private static String text(Job job, TrainingJobs jobs) {
        String withdrawn = job.open() && jobs.withdrawn(job) ? "  (is being cancelled)" : "";
        return TIME.format(job.changed())
                + "  "
                + (job.progress() == null
                        ? "%s %s: queued".formatted(work(job), Terminal.safe(job.subject()))
                        : ProgressBar.describe(job.progress()))
                + withdrawn
                + "  "
                + Terminal.visible(job.id());
    }

    private static String work(Job job) {
        return job.work().name().toLowerCase(java.util.Locale.ROOT);
    }
}
