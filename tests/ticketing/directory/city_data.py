"""Where the tests find the shared city and calls, and a small city of their own."""

import os
from pathlib import Path

import pytest

REPO = Path(__file__).parents[3]
TABLES = {
    "units.csv": """code,name,kind,parent_code,level,population
C,试城市人民政府,territory,,city,1000
C-CG,市城市管理局,industry,C,city,
C-ZW,市政务服务局,industry,C,city,
D1,东区人民政府,territory,C,district,500
D1-CG,东区城市管理局,industry,C-CG,district,
D2,西区人民政府,territory,C,district,500
S1,一街道,territory,D1,street,300
S2,二街道,territory,D2,street,300
""",
    "gazetteer.csv": """name,kind,street_unit_code,district
人民路,road,S1,东区
幸福小区,estate,S2,西区
""",
    "categories.csv": """code,level1,level2,level3,level4,level5,keywords,default_level,urgent
0101010101,城管,市容,噪声,扰民,夜间施工噪声,施工;半夜,3,0
0101010102,城管,市容,噪声,扰民,邻里噪声,邻居,3,0
0201010101,民生,其他,其他,其他,其他事项,其他,7,0
""",
    "duty.csv": """category_code,place_scope,lead_rule,co_units,basis,dispatch_level
,city,C-ZW,,in_charge,city
01,district,district:城管局,street,in_charge,district
0101010102,street,street,district:城管局;C-ZW,permits,street
""",
}


def write_city(folder: Path, **changed: str) -> Path:
    """The small city as files; ``units=...`` and so on replace one table."""
    for name, text in TABLES.items():
        (folder / name).write_text(changed.get(name.removesuffix(".csv"), text), encoding="utf-8")
    return folder


def shared_data() -> Path:
    """The data that is handed out beside the repository; skips where it is absent."""
    folder = Path(os.environ.get("HOTLINE_TEST_DATA", REPO.parent / "shared" / "data"))
    if not (folder / "city" / "units.csv").is_file():
        pytest.skip("The shared test data is not here; name its folder in HOTLINE_TEST_DATA.")
    return folder
