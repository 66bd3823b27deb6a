"""The findings of ``hotline doctor`` in Chinese, for an operator without a shell. Pure."""

from collections.abc import Mapping

from agent_console.node import Fact
from hotline.doctor import Finding

TITLES: Mapping[str, str] = {
    "extra": "附加组件",
    "package": "程序包",
    "data folder": "数据目录",
    "recordings": "录音目录",
    "city": "城市数据",
    "database": "数据库",
    "certificate": "网页证书",
    "virus scan": "附件查毒",
    "mailbox address": "信箱网址",
    "registrar": "注册线路",
    "trunk": "中继线路",
    "prompts": "提示音",
    "media engine": "媒体引擎",
    "recogniser": "语音识别",
    "recognition workers": "识别进程",
    "voice detector": "静音检测",
    "second pass": "二次识别",
    "vosk-servers": "识别服务器",
    "vosk-server": "识别服务器",
    "models site": "模型下载网站",
    "web pages": "网页文件",
    "type for papers": "公文字体",
}
REMEDIES: Mapping[str, str] = {
    "extra": "需要此功能时请技术人员安装该组件。",
    "package": "有同名的外来程序包，请技术人员使用独立的运行环境。",
    "data folder": "磁盘空间不足，请清理磁盘或更换目录（一小时录音约 115 MB）。",
    "recordings": "磁盘空间不足，请清理磁盘或更换目录（一小时录音约 115 MB）。",
    "city": "城市数据有误，请在“目录”页重新导入，或请技术人员检查。",
    "database": "数据库无法使用，请技术人员检查数据库服务器和磁盘。",
    "certificate": "证书缺失或即将到期，浏览器将不允许使用麦克风，请技术人员更换证书。",
    "virus scan": "没有可用的查毒程序，请技术人员安装并在配置文件中设置。",
    "mailbox address": "请在“设置”页填写信箱网址，二维码需要它。",
    "registrar": "对端没有应答，请检查地址、防火墙（UDP 双向）及对端是否登记了本机。",
    "trunk": "对端没有应答，请检查地址、防火墙（UDP 双向）及对端是否登记了本机。",
    "prompts": "部分提示音缺失，来电人会听到提示声，请在“提示音”页上传，或请技术人员运行初始化。",
    "media engine": "未编译，多用约五分之一处理器，请技术人员运行初始化。",
    "recogniser": "没有安装正式识别模型，请技术人员安装。",
    "voice detector": "没有安装静音检测，识别会多用处理器。",
    "second pass": "二次识别的模型不可用，请在“设置”页改选或请技术人员安装。",
    "vosk-servers": "识别服务器不可用，请检查其运行状态和网络。",
    "vosk-server": "识别服务器不可用，请检查其运行状态和网络。",
    "models site": "无法访问下载网站；内网可请技术人员用文件安装模型。",
    "web pages": "网页没有生成，请技术人员重新安装。",
    "type for papers": "没有找到中文字体，请技术人员安装字体。",
}


def in_chinese(finding: Finding, *, group: str) -> Fact:
    """Its title with what it is about; the value stands as it was found."""
    kind = max((one for one in TITLES if finding.name == one or finding.name.startswith(f"{one} ")), key=len, default="")
    about = finding.name.removeprefix(kind).strip() if kind else finding.name
    return Fact(
        group=group,
        title=" ".join(filter(None, (TITLES.get(kind, ""), about))),
        value=finding.value,
        state=finding.state,
        remedy=REMEDIES.get(kind, finding.remedy) if finding.remedy else "",
    )
