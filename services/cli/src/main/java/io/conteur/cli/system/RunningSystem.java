package io.conteur.cli.system;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.FailureMessages;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.TopicProvisioner;
import io.conteur.cli.system.HealthProbe.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The broker and the services as child processes that share one data directory. While {@link
 * #supervise()} runs, processes that have ended or are not live are restarted.
 */
public final class RunningSystem implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration START_REPORT_INTERVAL = Duration.ofSeconds(30);
    private static final Duration READINESS_INTERVAL = Duration.ofMillis(100);
    private static final Duration SUPERVISION_INTERVAL = Duration.ofSeconds(1);

    private final Path data;
    private final String artifacts;
    private final FileChannel lockFile;
    private final Consumer<String> report;
    private final BrokerComponent broker;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private @Nullable ClassArchiveWriter archives;
    private volatile boolean closed;

    private RunningSystem(Location location, FileChannel lockFile, Consumer<String> report) {
        this.data = location.data;
        this.artifacts = location.artifactRoot();
        this.broker = new BrokerComponent(location.data, location.kafkaPort);
        this.lockFile = lockFile;
        this.report = report;
    }

    /**
     * Where a system is.
     *
     * @param kafkaPort 0 for any free port
     * @param partitions of the topics of prompts and stories; empty for those it has
     * @param artifacts artifact root, a folder or a URI; null for a folder in the data directory
     * @param console whether the page is served
     */
    public record Location(
            Path data,
            int kafkaPort,
            OptionalInt partitions,
            @Nullable String artifacts,
            boolean console) {
        Location in(Path directory) {
            return new Location(directory, kafkaPort, partitions, artifacts, console);
        }

        private String artifactRoot() {
            if (artifacts == null || artifacts.isBlank()) {
                return data.resolve("artifacts").toString();
            }
            return artifacts.contains("://")
                    ? artifacts
                    : Path.of(artifacts).toAbsolutePath().toString();
        }
    }

    private record Member(SystemComponent component, SupervisedProcess supervised) {
        ChildProcess process() {
            return supervised.process();
        }

        String url() {
            return LocalPorts.url(component.httpPort());
        }

        String management() {
            return LocalPorts.url(component.managementPort());
        }
    }

    /**
     * Starts all processes and returns when all are ready.
     *
     * @param report receives a line for each process that becomes ready
     */
    public static RunningSystem start(Location requested, Consumer<String> report)
            throws IOException {
        Files.createDirectories(requested.data);
        Location location = requested.in(requested.data.toRealPath());
        RunningSystem system = new RunningSystem(location, lock(location.data), report);
        Runtime.getRuntime().addShutdownHook(new Thread(system::close, "stop-system"));
        try {
            requireFree(location.kafkaPort);
            system.startBroker();
            TopicProvisioner.create(BrokerAccess.to(system.bootstrap()), location.partitions);
            system.startServices(location.console);
            system.writeDescriptor();
            return system;
        } catch (IOException | RuntimeException e) {
            system.close();
            throw e;
        }
    }

    public String bootstrap() {
        return broker.address();
    }

    /** The artifact root. */
    public String artifacts() {
        return artifacts;
    }

    List<SystemDescriptor.Child> processes() {
        return members.stream()
                .map(
                        member ->
                                new SystemDescriptor.Child(
                                        member.process().name(),
                                        member.process().pid(),
                                        member.component.httpPort(),
                                        member.component.managementPort()))
                .toList();
    }

    /** The base URL of OpenAI's API. */
    public String httpApi() {
        return url(ServiceComponent.HTTP_API).orElseThrow() + "/v1";
    }

    /** The address of the page; empty when none is served. */
    public Optional<String> console() {
        return url(ServiceComponent.CONSOLE.name());
    }

    private Optional<String> url(String service) {
        return members.stream()
                .filter(member -> member.process().name().equals(service))
                .map(Member::url)
                .findFirst();
    }

    /** Throws when a process has ended unexpectedly. */
    public void requireAlive() {
        members.stream()
                .map(Member::process)
                .filter(process -> !process.alive() && !closed)
                .findFirst()
                .ifPresent(
                        process -> {
                            throw new CommandFailedException(process.describeExit());
                        });
    }

    /** Makes the next start of this build faster, in the background. */
    public synchronized void writeClassArchives() {
        requireOpen();
        List<ServiceComponent.Service> services = new ArrayList<>(ServiceComponent.ALL);
        services.add(ServiceComponent.CONSOLE);
        archives = new ClassArchiveWriter(services, data);
        archives.start();
    }

    /** Keeps all processes running until the system is closed. */
    public void supervise() {
        boolean described = true;
        while (!closed) {
            boolean changed = superviseOnce();
            if (changed || !described) {
                described = describe(changed);
            }
            pause(SUPERVISION_INTERVAL);
        }
    }

    /**
     * A full disk, which ends the broker, must not end this process: it starts the broker again.
     */
    private boolean describe(boolean complains) {
        try {
            writeDescriptor();
            return true;
        } catch (IOException e) {
            if (complains) {
                complain(
                        "addresses cannot be written, trying again: " + FailureMessages.message(e));
            }
            return false;
        }
    }

    /** Checks each process once; true when one was restarted. */
    private boolean superviseOnce() {
        boolean restarted = false;
        for (Member member : members) {
            if (lacksBroker(member)) {
                member.supervised.resetFaults();
            } else if (!closed) {
                restarted |= member.supervised.check();
            }
        }
        return restarted && !closed;
    }

    /** A service whose process runs is not to blame while the broker is down. */
    private boolean lacksBroker(Member member) {
        return member.component != broker
                && member.process().alive()
                && !members.get(0).supervised.live();
    }

    /** Stops the services, then the broker, and returns when all have ended. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (archives != null) {
            archives.close();
        }
        List<ChildProcess> processes = members.stream().map(Member::process).toList();
        List<ChildProcess> services =
                processes.isEmpty() ? List.of() : processes.subList(1, processes.size());
        services.forEach(ChildProcess::terminate);
        services.forEach(ChildProcess::awaitEnd);
        processes.stream().findFirst().ifPresent(ChildProcess::terminate);
        processes.stream().findFirst().ifPresent(ChildProcess::awaitEnd);
        try {
            SystemDescriptor.delete(data);
            lockFile.close();
        } catch (IOException e) {
            Terminal.complain(FailureMessages.message(e));
        }
    }

    private static void requireFree(int kafkaPort) {
        if (kafkaPort != 0 && !LocalPorts.isFree(kafkaPort)) {
            throw new CommandFailedException(
                    "something listens on port "
                            + kafkaPort
                            + " already; stop it, or choose another with --port (0 takes a free"
                            + " one)");
        }
    }

    private static FileChannel lock(Path data) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        data.resolve("conteur.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new CommandFailedException(
                    "a system runs on "
                            + data
                            + " already; stop it, or choose another directory with --data");
        }
        return channel;
    }

    private void startBroker() throws IOException {
        await(add(broker));
    }

    private void startServices(boolean console) throws IOException {
        List<Member> started = new ArrayList<>();
        for (ServiceComponent.Service service : ServiceComponent.ALL) {
            started.add(add(component(service)));
        }
        if (console) {
            String addresses =
                    started.stream()
                            .map(each -> each.process().name() + "=" + each.management())
                            .collect(Collectors.joining(","));
            started.add(
                    add(
                            component(
                                    ServiceComponent.CONSOLE.with(
                                            "CONTEUR_CONSOLE_SERVICES", addresses))));
        }
        for (Member member : started) {
            await(member);
        }
    }

    private ServiceComponent component(ServiceComponent.Service service) {
        return new ServiceComponent(service, data, bootstrap(), artifacts);
    }

    private synchronized Member add(SystemComponent component) throws IOException {
        requireOpen();
        SupervisedProcess supervised =
                new SupervisedProcess(unlessClosed(component), this::complain, System::nanoTime);
        Member member = new Member(component, supervised);
        members.add(member);
        return member;
    }

    /** Refuses to start a process once closing has begun: nobody would stop it. */
    private SupervisedProcess.Lifecycle unlessClosed(SystemComponent component) {
        return new SupervisedProcess.Lifecycle() {
            @Override
            public ChildProcess start() throws IOException {
                synchronized (RunningSystem.this) {
                    requireOpen();
                    return component.start();
                }
            }

            @Override
            public Optional<Fault> fault() {
                return component.fault();
            }
        };
    }

    private void requireOpen() {
        if (closed) {
            throw new CommandFailedException("stopped while starting");
        }
    }

    /** Silent while closing, when processes end as intended. */
    private void complain(String line) {
        if (!closed) {
            Terminal.complain(line);
        }
    }

    private void await(Member member) throws IOException {
        long start = System.nanoTime();
        Duration reported = Duration.ZERO;
        Optional<Fault> fault = member.component.notReady(member.process());
        while (fault.isPresent()) {
            requireAlive();
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (waited.compareTo(START_TIMEOUT) > 0) {
                throw new CommandFailedException(notReady(member, waited, fault.get()));
            }
            if (waited.minus(reported).compareTo(START_REPORT_INTERVAL) > 0) {
                reported = waited;
                complain(notReady(member, waited, fault.get()) + "\nstill waiting");
            }
            pause(READINESS_INTERVAL);
            fault = member.component.notReady(member.process());
        }
        report.accept(member.process().name() + " " + member.component.address());
    }

    private static String notReady(Member member, Duration waited, Fault fault) {
        return "%s is not ready after %d s: %s; %s"
                .formatted(
                        member.process().name(),
                        waited.toSeconds(),
                        fault.reason(),
                        member.process().lastOutput());
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        }
    }

    private void writeDescriptor() throws IOException {
        SystemDescriptor.of(this).write(data);
    }
}
