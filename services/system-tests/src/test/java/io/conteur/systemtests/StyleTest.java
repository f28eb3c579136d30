package io.conteur.systemtests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What every module's code has in common. */
class StyleTest {
    private static final int MAX_LINES = 400;
    private static final int MAX_PARAMETERS = 4;
    private static final String PACKAGE_INFO = "package-info.java";
    private static final int MAX_FILES = 15;
    private static final JavaClasses CLASSES = written(House.classes());

    /** JMH writes packages of its own. */
    private static JavaClasses written(JavaClasses all) {
        return all.that(
                DescribedPredicate.describe(
                        "written by hand",
                        type -> !type.getPackageName().contains("jmh_generated")));
    }

    @Test
    void everyPackageBelongsToItsModuleAndIsSmall() {
        for (Path module : House.modules()) {
            packages(module)
                    .forEach(
                            (name, files) -> {
                                assertTrue(
                                        (name + ".").startsWith(House.packageOf(module) + "."),
                                        name);
                                assertTrue(files <= MAX_FILES, name + " has " + files + " files");
                            });
        }
    }

    @Test
    void noSimpleNameStandsInTwoModules() {
        Map<String, Path> modules = new TreeMap<>();
        for (Path module : House.modules()) {
            for (Path source : House.sources(module)) {
                String name = source.getFileName().toString();
                if (source.startsWith(module.resolve("src/main")) && !name.equals(PACKAGE_INFO)) {
                    Path other = modules.putIfAbsent(name, module);
                    assertTrue(
                            other == null || other.equals(module),
                            name + " stands in " + module + " and in " + other);
                }
            }
        }
    }

    @Test
    void everyPackageIsNullMarked() {
        for (JavaClass type : CLASSES) {
            assertTrue(type.getPackage().isAnnotatedWith(NullMarked.class), type.getPackageName());
        }
    }

    @Test
    void noNameIsNoise() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Base")
                .check(CLASSES);
    }

    @Test
    void methodsHaveNoGetPrefix() {
        methods()
                .that(DescribedPredicate.describe("override nothing", StyleTest::overridesNothing))
                .should()
                .haveNameNotMatching("get[A-Z].*")
                .check(CLASSES);
    }

    @Test
    void anEventOfManyFieldsIsWrittenByItsBuilder() {
        noClasses()
                .should()
                .callConstructorWhere(
                        DescribedPredicate.describe(
                                "an event's values stand without their names",
                                StyleTest::isNameless))
                .check(CLASSES);
    }

    @Test
    void nobodyLogsPastTheLogger() {
        GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
    }

    @Test
    void onlyCommandsPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.conteur.cli..", "io.conteur.benchmarks..")
                .and()
                .doNotHaveSimpleName("Main")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }

    @Test
    void noSourceFileIsLong() throws IOException {
        for (Path module : House.modules()) {
            for (Path source : House.sources(module)) {
                try (Stream<String> lines = Files.lines(source)) {
                    assertTrue(lines.count() <= MAX_LINES, source.toString());
                }
            }
        }
    }

    /** The packages of a module's main code, and how many types each has. */
    private static Map<String, Integer> packages(Path module) {
        Path root = module.resolve("src/main/java");
        Map<String, Integer> packages = new TreeMap<>();
        for (Path source : House.sources(module)) {
            if (source.startsWith(root) && !source.endsWith(PACKAGE_INFO)) {
                String name = root.relativize(source.getParent()).toString().replace('/', '.');
                packages.merge(name, 1, Integer::sum);
            }
        }
        return packages;
    }

    private static boolean isNameless(JavaConstructorCall call) {
        JavaClass event = call.getTargetOwner();
        return event.isRecord()
                && event.getPackageName().startsWith("io.conteur.events")
                && call.getTarget().getRawParameterTypes().size() > MAX_PARAMETERS
                && !call.getOriginOwner().equals(event)
                && !call.getOriginOwner().getName().equals(builderOf(event));
    }

    private static String builderOf(JavaClass event) {
        return event.getName().replace("$", "") + "Builder";
    }

    private static boolean overridesNothing(JavaMethod method) {
        JavaClass owner = method.getOwner();
        return Stream.concat(
                        owner.getAllRawSuperclasses().stream(),
                        owner.getAllRawInterfaces().stream())
                .noneMatch(type -> declares(type, method.getName()));
    }

    /** A supertype that is not on this class path shows no methods and may declare any. */
    private static boolean declares(JavaClass type, String name) {
        boolean unknown = type.getMethods().isEmpty() && !type.getPackageName().startsWith("java.");
        return unknown
                || type.getMethods().stream().anyMatch(method -> method.getName().equals(name));
    }
}
