package io.conteur.cli;

import io.conteur.cli.HealthProbe.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The broker and the services, each a process of its own, on one data directory. What ends or is no
 * longer live is started again while somebody {@linkplain #supervise() supervises}.
 */
final class RunningSystem implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration START_REPORT = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final Path data;
    private final boolean temporary;
    private final FileChannel lockFile;
    private final Consumer<String> report;
    private final BrokerPart broker;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private RunningSystem(Place place, FileChannel lockFile, Consumer<String> report) {
        this.data = place.data;
        this.temporary = place.temporary;
        this.broker = new BrokerPart(place.data, place.kafkaPort);
        this.lockFile = lockFile;
        this.report = report;
    }

    /**
     * Where a system keeps its data and serves.
     *
     * @param kafkaPort 0 takes a free one
     * @param temporary the data goes when the system stops
     */
    record Place(Path data, int kafkaPort, boolean temporary) {}

    private record Member(SystemPart part, SupervisedProcess supervised) {
        ChildProcess process() {
            return supervised.process();
        }
    }

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @param report told of each process that is ready
     */
    static RunningSystem start(Place wanted, Consumer<String> report) throws IOException {
        Files.createDirectories(wanted.data);
        Place place = new Place(wanted.data.toRealPath(), wanted.kafkaPort, wanted.temporary);
        RunningSystem system = new RunningSystem(place, lock(place.data), report);
        Runtime.getRuntime().addShutdownHook(new Thread(system::close, "stop-system"));
        try {
            requireFree(place.kafkaPort);
            system.startBroker();
            Topics.create(system.bootstrap());
            system.startServices();
            system.describe();
            return system;
        } catch (IOException | RuntimeException e) {
            system.close();
            throw e;
        }
    }

    String bootstrap() {
        return broker.address();
    }

    Path artifacts() {
        return data.resolve("artifacts");
    }

    List<SystemFile.Child> processes() {
        return members.stream()
                .map(
                        member ->
                                new SystemFile.Child(
                                        member.process().name(),
                                        member.process().pid(),
                                        member.part.httpPort()))
                .toList();
    }

    /** Throws when a process ended unasked. */
    void requireAlive() {
        members.stream()
                .map(Member::process)
                .filter(process -> !process.alive() && !closed)
                .findFirst()
                .ifPresent(
                        process -> {
                            throw new CommandFailedException(process.obituary());
                        });
    }

    /** Keeps all processes running until the system is closed. */
    void supervise() throws IOException {
        while (!closed) {
            if (superviseOnce()) {
                describe();
            }
            pause(ROUND);
        }
    }

    /** True when a process was started again. */
    private boolean superviseOnce() {
        boolean restarted = false;
        for (Member member : members) {
            if (missesItsBroker(member)) {
                member.supervised.excuse();
            } else if (!closed) {
                restarted |= member.supervised.check();
            }
        }
        return restarted && !closed;
    }

    /** A service that lives but whose broker does not is not at fault. */
    private boolean missesItsBroker(Member member) {
        return member.part != broker
                && member.process().alive()
                && !members.get(0).supervised.live();
    }

    /** Services first, the broker last; returns when all have ended. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<ChildProcess> processes = members.stream().map(Member::process).toList();
        List<ChildProcess> services =
                processes.isEmpty() ? List.of() : processes.subList(1, processes.size());
        services.forEach(ChildProcess::ask);
        services.forEach(ChildProcess::awaitEnd);
        processes.stream().findFirst().ifPresent(ChildProcess::ask);
        processes.stream().findFirst().ifPresent(ChildProcess::awaitEnd);
        try {
            SystemFile.delete(data);
            lockFile.close();
            if (temporary) {
                deleteData();
            }
        } catch (IOException e) {
            Terminal.complain(Failures.message(e));
        }
    }

    private void deleteData() throws IOException {
        try (Stream<Path> paths = Files.walk(data)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
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

    private void startServices() throws IOException {
        List<Member> started = new ArrayList<>();
        for (ServicePart.Service service : ServicePart.ALL) {
            started.add(add(new ServicePart(service, data, bootstrap())));
        }
        for (Member member : started) {
            await(member);
        }
    }

    private synchronized Member add(SystemPart part) throws IOException {
        requireOpen();
        SupervisedProcess supervised =
                new SupervisedProcess(unlessClosed(part), this::complain, System::nanoTime);
        Member member = new Member(part, supervised);
        members.add(member);
        return member;
    }

    /** Nothing starts once stopping began, or it would be left running. */
    private SupervisedProcess.Lifecycle unlessClosed(SystemPart part) {
        return new SupervisedProcess.Lifecycle() {
            @Override
            public ChildProcess start() throws IOException {
                synchronized (RunningSystem.this) {
                    requireOpen();
                    return part.start();
                }
            }

            @Override
            public Optional<Fault> fault() {
                return part.fault();
            }
        };
    }

    private void requireOpen() {
        if (closed) {
            throw new CommandFailedException("stopped while starting");
        }
    }

    /** Processes that end because the system stops are no news. */
    private void complain(String line) {
        if (!closed) {
            Terminal.complain(line);
        }
    }

    private void await(Member member) throws IOException {
        long start = System.nanoTime();
        Duration reported = Duration.ZERO;
        Optional<Fault> fault = member.part.notReady(member.process());
        while (fault.isPresent()) {
            requireAlive();
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (waited.compareTo(START_LIMIT) > 0) {
                throw new CommandFailedException(notReady(member, waited, fault.get()));
            }
            if (waited.minus(reported).compareTo(START_REPORT) > 0) {
                reported = waited;
                complain(notReady(member, waited, fault.get()) + "\nstill waiting");
            }
            pause(GLANCE);
            fault = member.part.notReady(member.process());
        }
        report.accept(member.process().name() + " " + member.part.address());
    }

    private static String notReady(Member member, Duration waited, Fault fault) {
        return "%s is not ready after %d s: %s; %s"
                .formatted(
                        member.process().name(),
                        waited.toSeconds(),
                        fault.reason(),
                        member.process().lastWords());
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        }
    }

    private void describe() throws IOException {
        SystemFile.of(this).write(data);
    }
}
