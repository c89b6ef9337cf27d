rootProject.name = "%NAME%"
